using Loquat.Chat.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Loquat.Chat.Tests.Users;

public sealed class PasswordCheckTests
{
    [Fact]
    public void Nobodys_password_costs_as_much_as_somebodys()
    {
        // So many iterations that hashing is all the time there is: an early return would be thousands of times faster.
        var options = Options.Create(new PasswordHasherOptions { IterationCount = 200_000 });
        var check = new PasswordCheck(options);
        var alice = new User("alice", UserRole.Member, DateTimeOffset.UnixEpoch);
        alice.PasswordHash = new PasswordHasher<User>(options).HashPassword(alice, "correct horse");

        Assert.True(check.Matches(alice, "correct horse"));
        Assert.False(check.Matches(alice, "wrong"));
        Assert.False(check.Matches(null, "wrong"));
        Assert.True(Fastest(() => check.Matches(null, "wrong")) * 4 > Fastest(() => check.Matches(alice, "wrong")));
    }

    private static long Fastest(Func<bool> check) => Enumerable.Range(0, 5).Min(_ =>
    {
        var start = TimeProvider.System.GetTimestamp();
        check();
        return TimeProvider.System.GetTimestamp() - start;
    });
}
