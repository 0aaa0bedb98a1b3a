namespace Loquat.Chat.Maintenance;

/// <summary>How far a copy has come.</summary>
public readonly record struct CopyProgress(long Done, long Total);

/// <summary>
/// Copies every table of the model from one database to another in the order of the keys, and compares both sides at the end. Since rows
/// come in that order, what an interrupted copy left is a beginning of the table: the next one compares it and goes on behind it.
/// </summary>
internal sealed class StoreCopy(Store from, Store to, IRowWriter writer, IProgress<CopyProgress>? progress)
{
    private const int BatchRows = 2_000;

    private long _done;
    private long _total;

    /// <summary>What was copied, table by table.</summary>
    /// <exception cref="InvalidDataException">What arrived is not what was sent.</exception>
    public async Task<IReadOnlyList<TableDigest>> ExecuteAsync(CancellationToken cancellationToken)
    {
        _total = await from.CountAllAsync(cancellationToken);

        var copied = new List<TableDigest>();
        foreach (var table in to.Tables)
            copied.Add(await CopyAsync(table, cancellationToken));

        foreach (var sent in copied)
        {
            var arrived = await TableDigest.OfAsync(to, to.Tables.Single(table => table.Name == sent.Table), cancellationToken);
            if (arrived != sent)
                throw new InvalidDataException($"The copy of {sent.Table} is not like the original: {sent.Rows} rows were sent, {arrived.Rows} arrived.");
        }

        return copied;
    }

    private async Task<TableDigest> CopyAsync(StoredTable table, CancellationToken cancellationToken)
    {
        var there = await TableDigest.OfAsync(to, table, cancellationToken);
        if (there.Rows > 0 && !await IsBeginningAsync(table, there, cancellationToken))
        {
            // Somebody has written to the original between two attempts.
            await to.ClearAsync(table, cancellationToken);
            there = there with { Rows = 0 };
        }

        using var digest = new RowDigest();
        var batch = new List<object?[]>(BatchRows);
        await foreach (var reader in from.RowsAsync(from.SelectAll(table), cancellationToken))
        {
            var row = Row.Read(reader);
            digest.Add(row);
            if (digest.Rows > there.Rows)
                batch.Add(row);
            if (batch.Count == BatchRows)
                await WriteAsync(table, batch, _done + digest.Rows, cancellationToken);
        }

        if (batch.Count > 0)
            await WriteAsync(table, batch, _done + digest.Rows, cancellationToken);

        _done += digest.Rows;
        progress?.Report(new CopyProgress(_done, _total));
        return digest.Result(table.Name);
    }

    private async Task<bool> IsBeginningAsync(StoredTable table, TableDigest there, CancellationToken cancellationToken)
    {
        using var digest = new RowDigest();
        await foreach (var reader in from.RowsAsync(from.SelectAll(table), cancellationToken))
        {
            digest.Add(Row.Read(reader));
            if (digest.Rows == there.Rows)
                return digest.Result(there.Table) == there;
        }

        return false;
    }

    private async Task WriteAsync(StoredTable table, List<object?[]> batch, long done, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(table, batch, cancellationToken);
        batch.Clear();
        progress?.Report(new CopyProgress(done, _total));
    }
}
