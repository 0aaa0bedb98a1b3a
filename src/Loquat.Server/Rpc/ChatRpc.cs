using Loquat.Realtime.AspNetCore;
using Loquat.Server.Rates;

namespace Loquat.Server.Rpc;

/// <summary>The chat's calls over real-time connections, ours and those that another server holds.</summary>
internal static class ChatRpc
{
    public static IEndpointRouteBuilder MapChatRpc(this IEndpointRouteBuilder app)
    {
        app.UseRealtimeFilter<DatabaseFilter>();
        app.UseRealtimeFilter<AuthFilter>();
        app.UseRealtimeFilter<RateFilter>();
        app.MapRpc(ThreadHistoryRpc.Method, ThreadHistoryRpc.AnswerAsync);
        app.MapRpc(ThreadPublishRpc.Method, ThreadPublishRpc.AnswerAsync);
        app.MapRpc("thread:list", ThreadListRpc.ListAsync);
        app.MapRpc("thread:browse", ThreadListRpc.BrowseAsync);
        app.MapRpc("thread:show", ThreadListRpc.ShowAsync);
        app.MapRpc(ThreadCreateRpc.Method, ThreadCreateRpc.AnswerAsync);
        app.MapRpc(ThreadReadRpc.Method, ThreadReadRpc.AnswerAsync);
        app.MapRpc(ThreadUnreadRpc.Method, ThreadUnreadRpc.AnswerAsync);
        app.MapRpc("thread:join", MembershipRpc.JoinAsync);
        app.MapRpc("thread:leave", MembershipRpc.LeaveAsync);
        app.MapRpc("thread:invite", MembershipRpc.InviteAsync);
        app.MapRpc("thread:remove", MembershipRpc.RemoveAsync);
        app.MapRpc("thread:role", MembershipRpc.SetRoleAsync);
        app.MapRpc("thread:members", MembershipRpc.ListAsync);
        app.MapRpc("thread:rename", ThreadSettingsRpc.RenameAsync);
        app.MapRpc("thread:topic", ThreadSettingsRpc.SetTopicAsync);
        app.MapRpc("thread:archive", ThreadSettingsRpc.ArchiveAsync);
        app.MapRpc("thread:reopen", ThreadSettingsRpc.ReopenAsync);
        app.MapRpc(ThreadDirectRpc.Method, ThreadDirectRpc.AnswerAsync);
        app.MapRpc("thread:branch", BranchRpc.StartAsync);
        app.MapRpc("thread:branches", BranchRpc.ListAsync);
        app.MapRpc("thread:follow", BranchRpc.FollowAsync);
        app.MapRpc("thread:unfollow", BranchRpc.UnfollowAsync);
        app.MapRpc("thread:pins", MessageShowRpc.ListPinsAsync);
        app.MapRpc(SearchRpc.Method, SearchRpc.AnswerAsync);
        app.MapRpc("message:show", MessageShowRpc.ShowAsync);
        app.MapRpc("user:find", PeopleRpc.FindAsync);
        app.MapRpc("user:list", PeopleRpc.ListAsync);
        app.MapRpc("user:presence", PresenceRpc.ShowAsync);
        app.MapRpc("user:idle", PresenceRpc.SayIdle);
        app.MapRpc("message:forward", ThreadPublishRpc.ForwardAsync);
        app.MapRpc("thread:typing", TypingRpc.AnswerCallAsync);
        app.MapRpc("thread:notify", PersonalRpc.NotifyAsync);
        app.MapRpc("message:save", PersonalRpc.SaveAsync);
        app.MapRpc("message:unsave", PersonalRpc.UnsaveAsync);
        app.MapRpc("message:saved", PersonalRpc.ListSavedAsync);
        app.MapRpc("draft:set", PersonalRpc.SetDraftAsync);
        app.MapRpc("draft:list", PersonalRpc.ListDraftsAsync);
        app.MapRpc(MessageEditRpc.Method, MessageEditRpc.AnswerAsync);
        app.MapRpc(MessageDeleteRpc.Method, MessageDeleteRpc.AnswerAsync);
        app.MapRpc(MessageReactRpc.Add, MessageReactRpc.AddAsync);
        app.MapRpc(MessageReactRpc.Remove, MessageReactRpc.RemoveAsync);
        app.MapRpc(MessagePinRpc.Pin, MessagePinRpc.PinAsync);
        app.MapRpc(MessagePinRpc.Unpin, MessagePinRpc.UnpinAsync);
        app.MapRpc(MessageRevisionsRpc.Method, MessageRevisionsRpc.AnswerAsync);
        app.MapRpcFallback(UnknownRpc.Answer404);
        return app;
    }
}
