using System.Globalization;
using Loquat.Bench.Connections;
using Loquat.Bench.Dialects;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>Everybody of a chat comes back at once, follows all of their threads and gets what they missed in each: when a server has died, that is the first it sees.</summary>
public static class ChatStorm
{
    // More at a time than wait to be accepted would be turned away by the system.
    private const int Knocking = 500;

    /// <summary>Runs it once.</summary>
    /// <param name="people">Those who come, with the threads that they had.</param>
    /// <param name="epoch">Of the log.</param>
    public static Figures Run(Target target, IReadOnlyList<Returning> people, string epoch)
    {
        var dialect = new CentrifugoDialect(i => Request(people[i], epoch));
        using var server = new ServerProcess(target.ProcessId);
        using var loop = new LoadLoop(target.Url, dialect);
        var window = new Window(server, 0);
        loop.OpenAll(people.Count, _ => dialect.Connect(), (back, answer) => Check(people[back.Number], answer), Knocking);
        return window.Close($"{people.Count:N0} clients of {people[0].Threads.Count} threads each come back", "client", people.Count);
    }

    private static string Request(Returning person, string epoch)
    {
        var places = person.Threads.Select(thread => string.Create(
            CultureInfo.InvariantCulture, $$"""
            "thread:{{thread}}":{"recover":true,"epoch":"{{epoch}}","offset":1}
            """));
        return $$$"""{"data":{"authToken":"{{{person.Bearer}}}","threads":true},"subs":{{{{string.Join(',', places)}}}}}""";
    }

    private static void Check(Returning person, ReadOnlySpan<byte> answer)
    {
        if (answer.Count("\"recovered\":true"u8) is var recovered && recovered != person.Threads.Count)
            throw new LoadException($"Of {person.Threads.Count} threads {recovered} were recovered.");
    }

    /// <summary>Somebody who had the first event of each of their threads, and nothing after it.</summary>
    public sealed record Returning(string Bearer, IReadOnlyList<long> Threads);
}
