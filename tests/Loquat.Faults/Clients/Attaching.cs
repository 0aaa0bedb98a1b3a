using Loquat.Faults.Checking;
using Loquat.Faults.Operations;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Faults.Clients;

/// <summary>
/// What a client does for messages with files beside sending them: it uploads each before, the same under the same key until it is acknowledged; and its
/// user has another device on which they sometimes want something else with the same files at the same time.
/// </summary>
internal sealed class Attaching(ClientCopies copies, FileDoor door, Party party, Random random)
{
    /// <summary>Completes when each file of a message has its id. What it was refused with, if it was for good.</summary>
    public async Task<ProtocolError?> BringAsync(Post post, CancellationToken stop)
    {
        foreach (var attachment in post.Attachments)
        {
            var backoff = new Backoff(random);
            while (attachment.FileId is null)
            {
                if (await TryAsync(post.ThreadId, attachment.Key, "upload", () => door.UploadAsync(attachment, stop)) is not { } trouble)
                    continue;
                if (trouble is RefusedException refused && !Trouble.IsTemporary(refused))
                    return refused.Error;

                party.Files.Count("upload again");
                await backoff.WaitAsync(stop);
            }

            party.Files.Count("upload");
        }

        return null;
    }

    /// <summary>What happens from the other device while an operation is sent. Completes when it is acknowledged or refused for good.</summary>
    public Task ContendAsync(Operation operation, CancellationToken stop) => operation switch
    {
        Post { Rival: Rival.SecondMessage } post =>
            SendBesideAsync(post with { ClientId = $"{post.ClientId}-beside", Text = $"{post.Text}, twice" }, stop),
        Post { Rival: Rival.TakeBack } post => TakeBackAsync(post, stop),
        Forward { IsDeletedMeanwhile: true } forward =>
            SendBesideAsync(new Delete($"{forward.ClientId}-beside", forward.From, forward.MessageId), stop),
        _ => Task.CompletedTask,
    };

    /// <summary>Brings a file that no message is to take along: half of it, or all, and then takes it back or forgets it. Once, whatever becomes of it.</summary>
    public async Task AbandonAsync(Attachment attachment, CancellationToken stop)
    {
        copies.RecordOf(attachment.ThreadId).Abandoned.Enqueue(attachment);
        var isWhole = random.Next(3) > 0;
        var forgets = random.Next(2) == 0;
        party.Files.Count(isWhole ? "abandoned" : "half an upload");
        await TryAsync(attachment.ThreadId, attachment.Key, "abandoned upload", async () =>
        {
            if (!isWhole)
            {
                await door.UploadHalfAsync(attachment, stop);
                return;
            }

            await door.UploadAsync(attachment, stop);
            if (!forgets)
                await door.TakeBackAsync(attachment.FileId!.Value, stop);
        });
    }

    private async Task SendBesideAsync(Operation operation, CancellationToken stop)
    {
        var record = copies.RecordOf(operation.ThreadId);
        record.Beside.Enqueue(operation);
        var answer = default(System.Text.Json.JsonElement);
        switch (await UntilSaidAsync(operation.ThreadId, operation.ClientId, async () => answer = await door.SendAsync(operation, stop), stop))
        {
            case { } refused:
                record.Refused.Enqueue((operation, refused));
                break;
            default:
                record.Acknowledged.Enqueue(new Acknowledgement(operation, operation.OffsetIn(answer)));
                party.Operations.Count(operation.Kind);
                break;
        }

        party.Files.Count("contested");
    }

    private async Task TakeBackAsync(Post post, CancellationToken stop)
    {
        // One is enough: without it the message cannot be.
        await UntilSaidAsync(post.ThreadId, post.ClientId, () => door.TakeBackAsync(post.FileIds.First(), stop), stop);
        party.Files.Count("contested");
    }

    /// <summary>Asks again until there is an answer; the error, if it was refused for good.</summary>
    private async Task<ProtocolError?> UntilSaidAsync(long threadId, string clientId, Func<Task> askAsync, CancellationToken stop)
    {
        var backoff = new Backoff(random);
        while (await TryAsync(threadId, clientId, "other device", askAsync) is { } trouble)
        {
            if (trouble is RefusedException refused && !Trouble.IsTemporary(refused))
                return refused.Error;

            await backoff.WaitAsync(stop);
        }

        return null;
    }

    /// <summary>What went wrong; null if nothing did.</summary>
    private async Task<Exception?> TryAsync(long threadId, string clientId, string what, Func<Task> askAsync)
    {
        var who = copies.Records[0].Who;
        try
        {
            party.Journal.Note(who, $"{what} {clientId}", threadId, clientId: clientId);
            await askAsync();
            party.Journal.Note(who, $"{what} {clientId} is acknowledged", threadId, clientId: clientId);
            return null;
        }
        catch (Exception exception) when (exception is RefusedException || Trouble.IsTemporary(exception))
        {
            party.Journal.Note(who, $"{what} {clientId} has no answer: {exception.Message}", threadId, clientId: clientId);
            return exception;
        }
    }
}
