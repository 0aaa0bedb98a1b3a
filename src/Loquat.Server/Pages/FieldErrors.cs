namespace Loquat.Server.Pages;

/// <summary>What is wrong with a form that was sent, by the names of its fields.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    public bool IsEmpty => _errors.Count == 0;

    /// <summary>What is wrong with the field, or null.</summary>
    public string? Of(string field) => _errors.GetValueOrDefault(field);

    /// <summary>The first of these fields with which something is wrong, or null: that is where to go on typing.</summary>
    public string? FirstOf(params IEnumerable<string> fields) => fields.FirstOrDefault(_errors.ContainsKey);

    /// <param name="why">What is wrong with the field; null if nothing is.</param>
    public void Refuse(string field, string? why)
    {
        if (why is not null)
            _errors.TryAdd(field, why);
    }
}
