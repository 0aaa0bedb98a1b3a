using Loquat.Faults.Checking;
using Loquat.Faults.Clients;
using Loquat.Faults.Operations;

namespace Loquat.Faults.Tests;

/// <summary>
/// Alice sent two messages in thread 7, a1 with the files 11 and 12 and a2 with file 21; everything went well, and everything was asked for. Tests take
/// away, repeat or change a piece of it.
/// </summary>
internal sealed class FileTrail
{
    public const long First = 101;
    public const long Second = 102;
    private const long Forwarded = 103;
    private const long Thread = 7;
    private const long Alice = 1;

    public FileTrail()
    {
        Say("a1", First, 11, 12);
        Say("a2", Second, 21);
    }

    public Dictionary<long, ShownMessage> Messages { get; } = [];

    public List<FileRow> Rows { get; } = [];

    public List<FolderEntry> Folder { get; } = [];

    public List<Download> Downloads { get; } = [];

    public ThreadRecord Record { get; } = new("alice", Alice, Thread);

    /// <summary>What the checker finds, as breaches.</summary>
    public IEnumerable<Breach> Findings()
    {
        var thread = new StoredThread(Thread, Messages.Count, [], Messages, new Dictionary<long, long>());
        var truth = new Snapshot(new Dictionary<long, StoredThread> { [Thread] = thread }, Rows);
        return FileChecker.Check(truth, [Record], new FileEvidence(Folder, Downloads)).Select(finding => finding.Breach);
    }

    /// <summary>A message shows these files, whatever rows there are.</summary>
    public void Show(string clientId, params IEnumerable<long> files)
    {
        var message = Messages.Values.Single(message => message.ClientId == clientId);
        Messages[message.Id] = message with { Files = new ShownFiles([.. files.Select(id => Shown(Rows.Single(row => row.Id == id)))]) };
    }

    /// <summary>As it should be: nothing of its files is left, and nobody is given any.</summary>
    public void Delete(string clientId, bool dropsContent = true)
    {
        var message = Messages.Values.Single(message => message.ClientId == clientId);
        Messages[message.Id] = message with { IsDeleted = true, Files = ShownFiles.None };
        foreach (var row in Rows.Where(row => row.MessageId == message.Id).ToList())
        {
            Rows.Remove(row);
            Given(row.Id, Visitor.Member, 404, 0);
            if (dropsContent)
                Folder.RemoveAll(entry => entry.Content == row.Content);
        }
    }

    /// <summary>Replaces what somebody was given.</summary>
    public void Given(long fileId, Visitor who, int status, ulong digest)
    {
        Downloads.RemoveAll(download => download.FileId == fileId && download.Who == who);
        Downloads.Add(new Download(fileId, who, status, digest));
    }

    public Attachment Abandon(string clientId, long fileId)
    {
        var attachment = new Attachment(clientId, Thread, size: 10, seed: (int)fileId) { FileId = fileId };
        Record.Abandoned.Enqueue(attachment);
        return attachment;
    }

    /// <summary>From another device a second message was sent with a message's files.</summary>
    public Post Contend(string clientId)
    {
        var second = Record.Entered.OfType<Post>().Single(post => post.ClientId == clientId) with { ClientId = $"{clientId}-beside" };
        Record.Beside.Enqueue(second);
        return second;
    }

    /// <summary>A message with one file is said again: the file is another one, and its content the same.</summary>
    public Forward PassOn(string clientId, long fileId)
    {
        var original = Messages.Values.Single(message => message.ClientId == clientId);
        var forward = new Forward("a3", Thread, original, Thread);
        var row = Rows.Single(row => row.MessageId == original.Id) with { Id = fileId, MessageId = Forwarded };
        Rows.Add(row);
        Messages[Forwarded] = original with { Id = Forwarded, Offset = 3, ClientId = "a3", Files = new ShownFiles([Shown(row)]) };
        Record.Entered.Enqueue(forward);
        Record.Acknowledged.Enqueue(new Acknowledgement(forward, 3));
        Given(fileId, Visitor.Member, 200, Folder.Single(entry => entry.Content == row.Content).Digest);
        return forward;
    }

    public void Store(Attachment attachment, long fileId, long? messageId)
    {
        var content = FormattableString.Invariant($"c{fileId}");
        Rows.Add(new FileRow(fileId, Thread, messageId, attachment.Name, attachment.Size, content));
        Folder.Add(new FolderEntry(content, IsWhole: true, attachment.Size, attachment.Digest));
    }

    private void Say(string clientId, long id, params IReadOnlyList<long> files)
    {
        var attachments = files.Select((file, number) =>
            new Attachment(FormattableString.Invariant($"{clientId}-{number + 1}"), Thread, size: 10, seed: (int)file) { FileId = file }).ToList();
        var post = new Post(clientId, Thread, "") { Attachments = attachments };
        foreach (var attachment in attachments)
        {
            var fileId = attachment.FileId!.Value;
            Store(attachment, fileId, id);
            Given(fileId, Visitor.Member, 200, attachment.Digest);
            Given(fileId, Visitor.Stranger, 404, 0);
            Given(fileId, Visitor.Nobody, 401, 0);
        }

        var shown = new ShownFiles([.. Rows.Where(row => row.MessageId == id).Select(Shown)]);
        Messages[id] = new ShownMessage(id, id - First + 1, Alice, "", clientId, 0, IsDeleted: false, IsPinned: false, Reactions: "") { Files = shown };
        Record.Entered.Enqueue(post);
        Record.Acknowledged.Enqueue(new Acknowledgement(post, id - First + 1));
    }

    private static ShownFile Shown(FileRow row) => new(row.Id, row.Name, row.Size);
}
