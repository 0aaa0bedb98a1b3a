using System.Globalization;
using System.Text.Json;

namespace Loquat.Server.EngineMode;

/// <summary>How one type of value is written: in a JSON file, and as the text of an environment variable.</summary>
internal abstract class ValueKind
{
    private static readonly Dictionary<Type, ValueKind> Known = new()
    {
        [typeof(bool)] = new Flag(),
        [typeof(int)] = new WholeNumber(int.MinValue, int.MaxValue, number => (int)number),
        [typeof(long)] = new WholeNumber(long.MinValue, long.MaxValue, number => number),
        [typeof(string)] = new Text(),
        [typeof(TimeSpan)] = new Duration(),
        [typeof(IReadOnlyList<string>)] = new TextList(),
        [typeof(IReadOnlyDictionary<string, string>)] = new TextMap(),
    };

    /// <summary>Null for types that are no single values.</summary>
    public static ValueKind? Of(Type type) => Known.GetValueOrDefault(type);

    /// <summary>What is expected, to go on after "must be".</summary>
    public abstract string Expected { get; }

    /// <summary>Null if the text is none of these.</summary>
    public abstract object? Parse(string text);

    /// <summary>Null if the JSON is none of these. As in Centrifugo, most values may also be written as text.</summary>
    public virtual object? Read(JsonElement json) => json.ValueKind == JsonValueKind.String ? Parse(json.GetString()!) : null;

    /// <summary>As one would write it.</summary>
    public abstract string Format(object value);

    private sealed class Flag : ValueKind
    {
        public override string Expected => "true or false";

        public override object? Parse(string text) => text switch
        {
            "true" or "TRUE" or "True" or "t" or "T" or "1" => true,
            "false" or "FALSE" or "False" or "f" or "F" or "0" => false,
            _ => null,
        };

        public override object? Read(JsonElement json) =>
            json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : base.Read(json);

        public override string Format(object value) => (bool)value ? "true" : "false";
    }

    private sealed class WholeNumber(long least, long most, Func<long, object> box) : ValueKind
    {
        public override string Expected => "a whole number";

        public override object? Parse(string text) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? box(number)
                : null;

        public override object? Read(JsonElement json) => json.ValueKind == JsonValueKind.Number ? Parse(json.GetRawText()) : base.Read(json);

        public override string Format(object value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
    }

    private sealed class Text : ValueKind
    {
        public override string Expected => "text";

        public override object? Parse(string text) => text;

        public override string Format(object value) => $"\"{value}\"";
    }

    private sealed class Duration : ValueKind
    {
        public override string Expected => "a duration like \"300s\" or \"1m30s\"";

        public override object? Parse(string text) => GoDuration.TryParse(text, out var duration) ? duration : null;

        public override string Format(object value) => GoDuration.Format((TimeSpan)value);
    }

    private sealed class TextList : ValueKind
    {
        public override string Expected => "a list of texts";

        public override object? Parse(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        public override object? Read(JsonElement json) =>
            json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? json.EnumerateArray().Select(item => item.GetString()!).ToArray()
                : base.Read(json);

        public override string Format(object value) => $"[{string.Join(", ", ((IReadOnlyList<string>)value).Select(item => $"\"{item}\""))}]";
    }

    private sealed class TextMap : ValueKind
    {
        public override string Expected => "an object of texts";

        /// <summary>A JSON object, or <c>name:value,name:value</c>.</summary>
        public override object? Parse(string text)
        {
            if (text.TrimStart().StartsWith('{'))
                return TryParseJson(text);

            var pairs = text.Split(',').Select(pair => pair.Split(':', 2)).ToList();
            return pairs.TrueForAll(pair => pair.Length == 2) && pairs.DistinctBy(pair => pair[0]).Count() == pairs.Count
                ? pairs.ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim())
                : null;
        }

        public override object? Read(JsonElement json) =>
            json.ValueKind == JsonValueKind.Object && json.EnumerateObject().All(item => item.Value.ValueKind == JsonValueKind.String)
                ? json.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!)
                : null;

        public override string Format(object value) =>
            $"{{{string.Join(", ", ((IReadOnlyDictionary<string, string>)value).Select(pair => $"\"{pair.Key}\": \"{pair.Value}\""))}}}";

        private object? TryParseJson(string text)
        {
            try
            {
                using var document = JsonDocument.Parse(text, SettingsReader.Json);
                return Read(document.RootElement);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
