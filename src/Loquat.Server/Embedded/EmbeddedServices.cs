using Loquat.Chat;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Configuration;
using Loquat.Server.Hosting;
using Loquat.Server.Rates;
using Loquat.Server.Rpc;

namespace Loquat.Server.Embedded;

/// <summary>The chat on the engine in this process.</summary>
internal static class EmbeddedServices
{
    public static IServiceCollection AddEmbeddedRealtime(this IServiceCollection services, IConfiguration configuration, ServerOptions options)
    {
        services.AddSingleton<IChannelLog, ThreadChannelLog>();
        services.AddSingleton<IAnnouncer, EmbeddedAnnouncer>();
        services.AddSingleton<ThreadAudience>();
        services.AddSingleton<ThreadArrivals>();
        services.AddSingleton<ThreadIntroduction>();
        services.AddSingleton<TokenSessions>();
        services.AddSingleton<MemberSessions>();
        services.AddSingleton<Departures>();
        services.AddSingleton<DepartureSweep>();
        services.AddSingleton<TypingPace>();
        services.AddSingleton<CallRates>();
        services.AddSingleton<NewestPages>();
        services.AddHostedService<RevocationWatch>();
        services.AddHostedService<DepartureWatch>();
        services.AddRealtimeMetrics();

        services.AddRealtime(realtime =>
        {
            ChatChannels.Define(realtime);
            if (options.Rates.Enabled)
                realtime.UserRates.Total.Add(LimitOf(options.Rates.Commands));
            configuration.GetSection(RealtimeOptions.Section).Bind(realtime);
        });
        services.Configure<RealtimeHttpOptions>(http =>
        {
            // A proxy in front tells the client's address and host in headers, which only the HTTP layer reads.
            http.FastUpgrade = options.Forwarding.Proxies.Count == 0;
            foreach (var origin in PageOrigins.Of(ListenUrl.ParseAll(options.Urls)))
                http.AllowedOrigins.Add(origin);
            configuration.GetSection(RealtimeHttpOptions.Section).Bind(http);
        });
        return services;
    }

    public static void MapEmbeddedRealtime(this IEndpointRouteBuilder app)
    {
        app.MapRealtime(Prefix);
        app.OnConnect(ConnectHandler.AnswerAsync);
        app.OnConnected(ConnectHandler.WelcomeAsync);
        app.OnSubscribe(ThreadChannel.IsThread, ThreadSubscribeHandler.AnswerAsync);
        app.OnSubscribe(TypingChannel.IsTyping, ThreadSubscribeHandler.AnswerTypingAsync);
        app.MapChatRpc();
    }

    public const string Prefix = "/connection";

    private static RateLimit LimitOf(BudgetOptions budget) =>
        new() { Count = budget.Burst, Interval = TimeSpan.FromMinutes((double)budget.Burst / budget.PerMinute) };
}
