using System.Diagnostics;
using System.Globalization;
using Loquat.Bench.Connections;
using Loquat.Bench.Dialects;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>People in rooms of the chat, all online, who write messages: durable when they are answered, and delivered to everybody in the room.</summary>
public static class ChatRooms
{
    private const string Text = "a message of about the length that people write to each other";

    /// <summary>Runs it once.</summary>
    /// <param name="people">One bearer for each connection, of members of the rooms in turn: the first of the first room, the second of the second, and so on.</param>
    public static Figures Run(Target target, IReadOnlyList<string> people, IReadOnlyList<long> rooms, Pace pace)
    {
        var dialect = new CentrifugoDialect(i => Request(people[i]));
        using var server = new ServerProcess(target.ProcessId);
        using var loop = new LoadLoop(target.Url, dialect);
        var connections = loop.OpenAll(people.Count, i => dialect.Subscribe($"thread:{rooms[i % rooms.Count]}"));

        var writing = new Writing(loop, connections, people, rooms, pace);
        writing.Write(pace.WarmUp);
        writing.Ages.Clear();
        var window = new Window(server, writing.Answered);
        writing.Write(pace.Measured);
        var speed = pace.PerSecond > 0 ? $"{pace.PerSecond:N0} messages/s" : $"{pace.Outstanding} outstanding";
        return window.Close($"{rooms.Count} rooms of {people.Count / rooms.Count} online, {speed}", "durable message", writing.Answered) with
        {
            Median = writing.Ages.Percentile(50),
            Slowest = writing.Ages.Percentile(99),
        };
    }

    private static string Request(string bearer) => $$$"""{"data":{"authToken":"{{{bearer}}}"}}""";

    private sealed class Writing(LoadLoop loop, LoadConnection[] connections, IReadOnlyList<string> people, IReadOnlyList<long> rooms, Pace pace)
    {
        private const int Samples = 20;

        private long _written;

        public Latencies Ages { get; } = new();

        public long Answered { get; private set; }

        public void Write(TimeSpan time)
        {
            Listen();
            var (start, first) = (Stopwatch.GetTimestamp(), _written);
            while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < time)
            {
                while (pace.PerSecond > 0 ? _written - first < elapsed.TotalSeconds * pace.PerSecond : _written - Answered < pace.Outstanding)
                    WriteOne();
                loop.Turn(1);
            }
            loop.Until(() => Answered == _written, "all messages are answered");
        }

        /// <summary>Answers are told from deliveries; of these, some people's are looked at.</summary>
        private void Listen()
        {
            for (var i = 0; i < connections.Length; i++)
            {
                var isSample = i % Math.Max(1, connections.Length / Samples) == 0;
                connections[i].OnMessage = (_, messages) =>
                {
                    if (messages.StartsWith("{\"id\":"u8))
                        Count(messages);
                    else if (isSample)
                        Ages.AddStamps(messages);
                };
            }
        }

        private void Count(ReadOnlySpan<byte> answer)
        {
            if (answer.IndexOf("\"error\":"u8) >= 0)
                throw new LoadException($"The server refuses: {System.Text.Encoding.UTF8.GetString(answer)}");
            Answered++;
        }

        private void WriteOne()
        {
            // The writer is in the room: both are dealt out in turn.
            var writer = (int)(_written % connections.Length);
            var room = rooms[writer % rooms.Count].ToString(CultureInfo.InvariantCulture);
            connections[writer].Send(CentrifugoDialect.Call(
                "thread:publish",
                $$"""{"authToken":"{{people[writer]}}","id":{{room}},"message":"{{Latencies.Stamp(Text)}}","clientId":"{{Guid.CreateVersion7()}}"}"""));
            _written++;
        }
    }
}
