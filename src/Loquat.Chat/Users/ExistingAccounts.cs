using System.Globalization;

namespace Loquat.Chat.Users;

/// <summary>Which accounts there are, as far as a server has to know before it lets anybody in.</summary>
public sealed class ExistingAccounts(ChatDatabase database)
{
    /// <summary>False as long as nobody has an account.</summary>
    public Task<bool> AnyAsync(CancellationToken cancellationToken) => AskAsync("SELECT EXISTS (SELECT 1 FROM users)", cancellationToken);

    /// <summary>Whether somebody is called so, whatever the case.</summary>
    public Task<bool> IsThereAsync(string username, CancellationToken cancellationToken) =>
        AskAsync("SELECT EXISTS (SELECT 1 FROM users WHERE normalized_user_name = @name)", cancellationToken, username.ToUpperInvariant());

    private async Task<bool> AskAsync(string sql, CancellationToken cancellationToken, string? name = null)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (name is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("name", name);
            command.Parameters.Add(parameter);
        }

        return Convert.ToBoolean(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}
