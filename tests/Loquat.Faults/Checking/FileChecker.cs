using Loquat.Faults.Clients;
using Loquat.Faults.Operations;

namespace Loquat.Faults.Checking;

/// <summary>
/// Compares the files that clients brought with the messages, rows and contents that there are, and with what nodes serve. As with everything else it
/// knows nothing of how that came about; only that nothing waits any more.
/// </summary>
internal sealed class FileChecker
{
    private readonly Snapshot _truth;
    private readonly FileEvidence _evidence;
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, Attachment> _brought;
    private readonly Dictionary<long, FileRow> _rows;
    private readonly Dictionary<string, FolderEntry> _contents;
    private readonly ILookup<long, Download> _downloads;

    /// <summary>Where each file is shown.</summary>
    private readonly Dictionary<long, (ShownMessage Message, long ThreadId)> _shown = [];

    private FileChecker(Snapshot truth, IReadOnlyList<ThreadRecord> records, FileEvidence evidence)
    {
        (_truth, _evidence) = (truth, evidence);
        _brought = AllBrought(records).ToDictionary(attachment => attachment.Name);
        _rows = truth.Files.ToDictionary(row => row.Id);
        _contents = evidence.Folder.Where(entry => entry.IsWhole).ToDictionary(entry => entry.Content);
        _downloads = evidence.Downloads.ToLookup(download => download.FileId);
    }

    public static IReadOnlyList<Finding> Check(Snapshot truth, IReadOnlyList<ThreadRecord> records, FileEvidence evidence)
    {
        var checker = new FileChecker(truth, records, evidence);
        foreach (var thread in truth.Threads.Values)
        {
            foreach (var message in thread.Messages.Values)
                checker.CheckMessage(message, thread.Id);
        }

        foreach (var record in records)
            checker.CheckRecord(record);
        checker.CheckRows();
        checker.CheckFolder();
        checker.CheckServed();
        return checker._findings;
    }

    /// <summary>Whatever anybody brought, for a message or for none.</summary>
    public static IEnumerable<Attachment> AllBrought(IEnumerable<ThreadRecord> records) => records
        .SelectMany(record => record.Entered.OfType<Post>().SelectMany(post => post.Attachments).Concat(record.Abandoned));

    private void CheckMessage(ShownMessage message, long threadId)
    {
        if (message.IsDeleted && message.Files.Each.Count > 0)
            Add(Breach.Diverged, $"message {message.Id} is deleted and has files", threadId, message);
        foreach (var file in message.Files.Each)
        {
            if (!_shown.TryAdd(file.Id, (message, threadId)))
                Add(Breach.Doubled, $"file {file.Id} is in message {_shown[file.Id].Message.Id} and in {message.Id}", threadId, message);
            CheckFile(file, message, threadId);
        }
    }

    private void CheckFile(ShownFile file, ShownMessage message, long threadId)
    {
        if (!_brought.TryGetValue(file.Name, out var brought))
            Add(Breach.Doubled, $"message {message.Id} has {file.Name}, which nobody brought", threadId, message);
        else if (!_rows.TryGetValue(file.Id, out var row))
            Add(Breach.Lost, $"there is no file {file.Id}, which message {message.Id} shows", threadId, message);
        else if (row.MessageId != message.Id || row.ThreadId != threadId || row.Name != file.Name || row.Size != file.Size)
            Add(Breach.Diverged, $"message {message.Id} shows {file}, the database holds {row}", threadId, message);
        else if (!_contents.TryGetValue(row.Content, out var content))
            Add(Breach.Lost, $"what file {file.Id} of message {message.Id} holds is not in the folder", threadId, message);
        else if (content.Digest != brought.Digest || row.Size != brought.Size)
            Add(Breach.Diverged, $"file {file.Id} of message {message.Id} does not hold what was brought as {brought.Key}", threadId, message);
        else
            CheckGiven(file, message, threadId, brought);
    }

    private void CheckGiven(ShownFile file, ShownMessage message, long threadId, Attachment brought)
    {
        if (_downloads[file.Id].SingleOrDefault(download => download.Who == Visitor.Member) is not { IsGiven: true } given)
            Add(Breach.Lost, $"no member is given file {file.Id} of message {message.Id}", threadId, message);
        else if (given.Digest != brought.Digest)
            Add(Breach.Diverged, $"a member is given something else than was brought as {brought.Key}", threadId, message);
    }

    private void CheckRecord(ThreadRecord record)
    {
        var messages = _truth.Threads[record.ThreadId].Messages.Values.Where(message => message.ClientId is not null).ToLookup(message => message.ClientId!);
        var done = record.Acknowledged.Select(acknowledgement => acknowledgement.Operation).ToHashSet();
        foreach (var operation in done.Where(operation => operation.FileNames.Count > 0))
        {
            // Whether there is the message at all is looked at elsewhere.
            if (messages[operation.ClientId].FirstOrDefault() is not { IsDeleted: false } message)
                continue;
            if (!message.Files.Each.Select(file => file.Name).SequenceEqual(operation.FileNames))
                Add(Breach.Lost, $"{operation.ClientId} was acknowledged with {string.Join(", ", operation.FileNames)} and has {message.Files}", record, operation);
        }

        foreach (var second in record.Beside.OfType<Post>())
            CheckContested(record, second, done);
    }

    /// <summary>Of two messages with the same files one has them.</summary>
    private void CheckContested(ThreadRecord record, Post second, HashSet<Operation> done)
    {
        var both = record.Entered.OfType<Post>().Where(post => ReferenceEquals(post.Attachments, second.Attachments)).Append(second).ToList();
        var count = both.Count(done.Contains);
        if (count > 1)
            Add(Breach.Doubled, $"{second.ClientId} was acknowledged, and so was the other message with its files", record, second);
        else if (count == 0 && both.TrueForAll(record.Refused.Select(refused => refused.Operation).Contains))
            Add(Breach.Lost, $"{second.ClientId} was refused, and so was the other message with its files", record, second);
    }

    private void CheckRows()
    {
        foreach (var row in _truth.Files.Where(row => !_shown.ContainsKey(row.Id)))
        {
            var what = row.MessageId is { } message ? $"belongs to message {message}, which does not show it" : "still waits for a message";
            _findings.Add(new Finding(Breach.Diverged, $"file {row.Id}, {row.Name}, {what}", row.ThreadId));
        }
    }

    private void CheckFolder()
    {
        var named = _truth.Files.Select(row => row.Content).ToHashSet();
        foreach (var entry in _evidence.Folder.Where(entry => !entry.IsWhole || !named.Contains(entry.Content)))
            _findings.Add(new Finding(Breach.Diverged, $"the folder holds {entry.Size} bytes of {entry.Content}{(entry.IsWhole ? "" : ", unfinished")}, of which no file knows", 0));

        foreach (var row in _truth.Files.Where(row => !_shown.ContainsKey(row.Id) && !_contents.ContainsKey(row.Content)))
            _findings.Add(new Finding(Breach.Lost, $"what file {row.Id} holds is not in the folder", row.ThreadId));

        foreach (var same in _evidence.Folder.Where(entry => named.Contains(entry.Content)).GroupBy(entry => entry.Digest).Where(same => same.Count() > 1))
            _findings.Add(new Finding(Breach.Doubled, $"the folder holds the same as {string.Join(" and as ", same.Select(entry => entry.Content))}", 0));
    }

    /// <summary>Who may not see a file is not given it, and nobody is given what no message shows.</summary>
    private void CheckServed()
    {
        foreach (var download in _evidence.Downloads.Where(download => download.IsGiven))
        {
            if (!_shown.TryGetValue(download.FileId, out var shown))
                _findings.Add(new Finding(Breach.Diverged, $"a {download.Who} is given file {download.FileId}, which no message shows", 0));
            else if (download.Who != Visitor.Member)
                Add(Breach.Diverged, $"a {download.Who} is given file {download.FileId} of message {shown.Message.Id}", shown.ThreadId, shown.Message);
        }
    }

    private void Add(Breach breach, string what, long threadId, ShownMessage message) =>
        _findings.Add(new Finding(breach, what, threadId, Who: null, message.Offset, message.ClientId));

    private void Add(Breach breach, string what, ThreadRecord record, Operation operation) =>
        _findings.Add(new Finding(breach, what, record.ThreadId, record.Who, 0, operation.ClientId));
}
