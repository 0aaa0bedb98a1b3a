using Loquat.Chat.Database;
using Loquat.Server.Hosting;
using Npgsql;

namespace Loquat.Server.Tests.Hosting;

public sealed class DatabaseFailureTests
{
    public static TheoryData<Exception> Absences =>
    [
        new NpgsqlException("broken"),
        new InvalidOperationException("a retry would help", new NpgsqlException("broken")),
        // What the driver throws where the name server does not answer, alone and as EF Core hands it on.
        new TimeoutException(),
        new InvalidOperationException("a retry would help", new TimeoutException()),
    ];

    [Theory, MemberData(nameof(Absences), DisableDiscoveryEnumeration = true)]
    public void A_database_that_is_away_is_known_by_all_that_its_driver_throws(Exception thrown)
    {
        Assert.True(DatabaseFailure.Is(thrown));
        Assert.True(Trouble.IsTemporary(thrown));
    }

    [Fact]
    public void A_mistake_of_ours_is_no_outage()
    {
        Assert.False(DatabaseFailure.Is(new InvalidOperationException("twice")));
        Assert.False(DatabaseFailure.Is(new ObjectDisposedException("context")));
    }
}
