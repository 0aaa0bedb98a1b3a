using System.Buffers;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace Loquat.Realtime.Tests.Documentation;

/// <summary>The code of the packages' README files.</summary>
internal static class PackageReadmes
{
    public static WebApplication AspNetCore(WebApplicationBuilder builder)
    {
        builder.Services.AddRealtime(realtime => realtime.Namespaces["news"] = new ChannelOptions
        {
            AllowSubscribeForClient = true,
            HistorySize = 100,
            HistoryTtl = TimeSpan.FromMinutes(10),
            ForceRecovery = true,
        });

        var app = builder.Build();
        app.MapRealtime();
        app.OnConnect((ConnectContext connect) => new ConnectAnswer.Accepted("alice"));
        app.MapRpc("add", (int[] numbers) => numbers.Sum());
        return app;
    }

    public static ReadOnlyMemory<byte> Protocol()
    {
        var codec = ProtocolCodec.Json;
        var output = new ArrayBufferWriter<byte>();
        codec.WriteCommand(output, new Command.Subscribe(2, new SubscribeRequest { Channel = "news" }));
        return output.WrittenMemory;
    }
}
