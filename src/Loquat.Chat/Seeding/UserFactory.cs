using System.Globalization;
using Bogus;
using Loquat.Chat.Users;

namespace Loquat.Chat.Seeding;

/// <summary>Makes up people. The same seed makes up the same ones.</summary>
/// <param name="taken">How many accounts there are: the number in a name begins above it and keeps apart two people of one name.</param>
public sealed class UserFactory(int seed, int taken)
{
    private readonly Faker _faker = new() { Random = new Randomizer(seed) };
    private int _number = taken;

    public User Create(DateTimeOffset created)
    {
        var number = (++_number).ToString(CultureInfo.InvariantCulture);
        var name = $"{_faker.Name.FirstName()}.{_faker.Name.LastName()}".Where(c => char.IsAsciiLetter(c) || c == '.');
        var username = string.Concat(name) + number;
        return new User(username, UserRole.Member, created) { NormalizedUserName = username.ToUpperInvariant() };
    }
}
