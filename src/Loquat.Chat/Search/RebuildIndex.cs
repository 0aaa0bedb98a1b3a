namespace Loquat.Chat.Search;

/// <summary>Makes the index of all messages anew. May run beside the server, whose answers say meanwhile that they are not complete.</summary>
public sealed class RebuildIndex(ChatDatabase database)
{
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var writer = database.OpenIndexWriter();
        await writer.ClearAsync(cancellationToken);
        while (await writer.TakeTurnAsync(cancellationToken))
        {
        }
    }
}
