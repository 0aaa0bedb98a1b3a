using Bogus;

namespace Loquat.Chat.Seeding;

/// <summary>Makes up rooms. The same seed makes up the same ones.</summary>
public sealed class ThreadFactory(int seed)
{
    private readonly Faker _faker = new() { Random = new Randomizer(seed) };

    public string CreateName() => $"{_faker.Commerce.Department(1)} {_faker.Hacker.Noun()}";
}
