namespace Loquat.Chat.Users;

/// <summary>
/// Deletes sign-ins that ended long ago. Each person's latest stays: it says when they were last seen (<see cref="LastSeen"/>). By plain SQL, since a
/// server that nobody uses does it, too, and has not loaded EF Core.
/// </summary>
public sealed class ForgetSignIns(ChatDatabase database, TimeProvider clock)
{
    /// <summary>Whoever looks for what was revoked lately finds it for so long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    // Nobody who wants to write waits for more than these.
    private const int Portion = 500;

    private const string Delete =
        """
        DELETE FROM auth_tokens WHERE id IN (
            SELECT t.id FROM auth_tokens t WHERE (t.revoked < @ended OR t.expires < @ended) AND EXISTS (
                SELECT 1 FROM auth_tokens l
                WHERE l.user_id = t.user_id AND (l.last_used > t.last_used OR (l.last_used = t.last_used AND l.id > t.id)))
            ORDER BY t.id LIMIT @portion)
        """;

    /// <summary>How many were deleted.</summary>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = Delete;
        Add("ended", (clock.GetUtcNow() - Grace).ToUnixTimeMilliseconds());
        Add("portion", Portion);

        var (all, deleted) = (0, Portion);
        while (deleted == Portion)
        {
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
            all += deleted;
        }
        return all;

        void Add(string name, long value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }
}
