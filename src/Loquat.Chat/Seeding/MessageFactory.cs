using Bogus;

namespace Loquat.Chat.Seeding;

/// <summary>Makes up what people say. The same seed makes up the same.</summary>
public sealed class MessageFactory
{
    private readonly Randomizer _random;
    private readonly string[] _sentences;

    public MessageFactory(int seed)
    {
        // Sentences are made once and drawn from: making up a million would take longer than storing them.
        var faker = new Faker { Random = _random = new Randomizer(seed) };
        _sentences = [.. Enumerable.Range(0, 1000).Select(i => i % 3 == 0 ? faker.Hacker.Phrase() : faker.Lorem.Sentence())];
    }

    public string Create() =>
        string.Join(' ', Enumerable.Range(0, _random.Number(1, 3)).Select(_ => _random.ArrayElement(_sentences)));
}
