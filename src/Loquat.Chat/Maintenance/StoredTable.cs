using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Loquat.Chat.Maintenance;

/// <summary>A table of the model as one kind of database stores it. What maintains data works on these, so that a new table needs no new code.</summary>
internal sealed class StoredTable
{
    /// <summary>Tables beside the model, whose rows are made of others again by whoever finds them missing.</summary>
    public static readonly IReadOnlyList<string> Derived = ["message_words", "search_changes"];

    private readonly ITable _table;

    private StoredTable(ITable table)
    {
        _table = table;
        Columns = [.. table.Columns.Select(StoredColumn.Of)];
        Key = [.. table.PrimaryKey!.Columns.Select(column => column.Name)];
    }

    public string Name => _table.Name;

    public IReadOnlyList<StoredColumn> Columns { get; }

    public IReadOnlyList<string> Key { get; }

    public IEnumerable<IForeignKeyConstraint> References => _table.ForeignKeyConstraints;

    /// <summary>Sets of columns of which no two rows may have the same values. Rows without a value are alike to nobody, with a filter or without.</summary>
    public IEnumerable<IReadOnlyList<string>> UniqueColumns =>
    [
        Key,
        .. _table.Indexes
            .Where(index => index.IsUnique && index.Filter?.EndsWith(" IS NOT NULL", StringComparison.Ordinal) != false)
            .Select(index => index.Columns.Select(column => column.Name).ToList()),
    ];

    /// <summary>The column that the database counts by itself, if there is one.</summary>
    public string? Counted => Key.Count == 1 && Columns.Single(column => column.Name == Key[0]).IsCounted ? Key[0] : null;

    public string ColumnList => Quoted(Columns.Select(column => column.Name));

    /// <summary>All tables, those that are referred to before those that refer to them, as far as no circle forbids it.</summary>
    public static IReadOnlyList<StoredTable> Of(ChatDbContext db)
    {
        var sorted = new List<ITable>();
        foreach (var table in db.Model.GetRelationalModel().Tables.OrderBy(table => table.Name, StringComparer.Ordinal))
            Visit(table, sorted, []);

        return [.. sorted.Select(table => new StoredTable(table))];
    }

    public static string Quoted(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => $"\"{column}\""));

    private static void Visit(ITable table, List<ITable> sorted, HashSet<ITable> entered)
    {
        if (sorted.Contains(table) || !entered.Add(table))
            return;

        foreach (var reference in table.ForeignKeyConstraints.OrderBy(reference => reference.Name, StringComparer.Ordinal))
            Visit((ITable)reference.PrincipalTable, sorted, entered);

        sorted.Add(table);
    }
}

/// <param name="Type">What a value is in C#, once the model's conversion to the database is done.</param>
/// <param name="StoreType">The database's own word for it.</param>
/// <param name="IsCounted">The database gives out the values of new rows.</param>
internal sealed record StoredColumn(string Name, Type Type, string StoreType, bool IsCounted)
{
    public static StoredColumn Of(IColumn column)
    {
        var mapping = column.StoreTypeMapping;
        var type = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        var property = column.PropertyMappings[0].Property;
        return new StoredColumn(
            column.Name,
            Nullable.GetUnderlyingType(type) ?? type,
            column.StoreType,
            property.ValueGenerated == ValueGenerated.OnAdd && property.IsPrimaryKey());
    }
}
