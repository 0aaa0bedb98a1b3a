using System.Text.Json;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>Several calls in one request. Each is an object with the call's method as its only known name.</summary>
/// <param name="Calls">A null is a call that nothing answers.</param>
internal sealed record ApiBatch(IReadOnlyList<(string Method, ApiCall? Call)> Calls, bool Parallel)
{
    public const string Method = "batch";

    /// <exception cref="JsonException">A call is not what it should be, or there are too many.</exception>
    public static ApiBatch Read(ApiFields fields, int maxCalls)
    {
        var commands = fields.Objects("commands");
        return commands.Count <= maxCalls
            ? new ApiBatch([.. commands.Select(ReadCommand)], fields.Flag("parallel"))
            : throw new JsonException($"A batch has at most {maxCalls} commands.");
    }

    private static (string Method, ApiCall? Call) ReadCommand(ApiFields command)
    {
        foreach (var method in ApiMethod.All)
        {
            if (command.Object(method.Name) is { } request)
                return (method.Name, method.Read(request));
        }
        return ("", null);
    }
}
