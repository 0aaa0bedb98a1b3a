using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Loquat.Chat.Tests.Database;

public sealed class ConnectionSettingsTests
{
    [Fact]
    public async Task What_the_operators_connection_string_says_is_kept_and_the_rest_is_chosen()
    {
        var told = await SettingsAsync("Host=db;MaxPoolSize=7;Command Timeout=99;Max Auto Prepare=3");
        var silent = await SettingsAsync("Host=db");

        Assert.Equal((7, 99, 3), (told.MaxPoolSize, told.CommandTimeout, told.MaxAutoPrepare));
        Assert.Equal((24, 5, 64), (silent.MaxPoolSize, silent.CommandTimeout, silent.MaxAutoPrepare));
    }

    private static async Task<NpgsqlConnectionStringBuilder> SettingsAsync(string connectionString)
    {
        await using var database = new ChatDatabase(
            new ChatOptions { ConnectionString = connectionString }, NullLogger<ChatDatabase>.Instance);
        return new NpgsqlConnectionStringBuilder(database.Postgres.ConnectionString);
    }
}
