using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>The chat's calls over real-time connections, ours and those that another server holds.</summary>
internal static class ChatRpc
{
    public static IEndpointRouteBuilder MapChatRpc(this IEndpointRouteBuilder app)
    {
        app.UseRealtimeFilter<DatabaseFilter>();
        app.UseRealtimeFilter<AuthFilter>();
        app.MapRpc(ThreadHistoryRpc.Method, ThreadHistoryRpc.AnswerAsync);
        app.MapRpc(ThreadPublishRpc.Method, ThreadPublishRpc.AnswerAsync);
        app.MapRpc(ThreadListRpc.Method, ThreadListRpc.AnswerAsync);
        app.MapRpc(ThreadCreateRpc.Method, ThreadCreateRpc.AnswerAsync);
        app.MapRpcFallback(UnknownRpc.Answer404);
        return app;
    }
}
