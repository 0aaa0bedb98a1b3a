using Loquat.Chat.Threads;

namespace Loquat.Chat.Tests.Threads;

public sealed class AccessRulesTests
{
    // For each action the standings that may, by the kind of thread: s stranger, r reader, m member, M moderator, O owner.
    public static TheoryData<ThreadAction, string, string, string> Table => new()
    {
        { ThreadAction.See, "srmMO", "rmMO", "mMO" },
        { ThreadAction.Post, "mMO", "mMO", "mMO" },
        { ThreadAction.React, "mMO", "mMO", "mMO" },
        { ThreadAction.ChangeOwnMessage, "mMO", "mMO", "mMO" },
        { ThreadAction.DeleteAnyMessage, "MO", "MO", "" },
        { ThreadAction.Pin, "mMO", "mMO", "mMO" },
        { ThreadAction.Branch, "mMO", "mMO", "mMO" },
        { ThreadAction.Join, "mMO", "rmMO", "" },
        { ThreadAction.Leave, "mMO", "rmMO", "" },
        { ThreadAction.Invite, "mMO", "mMO", "" },
        { ThreadAction.Remove, "MO", "MO", "" },
        { ThreadAction.SetRole, "O", "O", "" },
        { ThreadAction.Rename, "MO", "MO", "" },
        { ThreadAction.Archive, "O", "O", "" },
    };

    [Theory, MemberData(nameof(Table))]
    public void Who_may_do_what_is_written_in_one_table(ThreadAction action, string inPublic, string inPrivate, string inDirect)
    {
        Assert.Equal(inPublic, Allowed(action, ThreadKind.Room, Visibility.Public));
        Assert.Equal(inPrivate, Allowed(action, ThreadKind.Room, Visibility.Private));
        Assert.Equal(inDirect, Allowed(action, ThreadKind.Direct, Visibility.Private));
    }

    [Fact]
    public void Every_action_is_in_the_table() =>
        Assert.Equal(Enum.GetValues<ThreadAction>(), Table.Select(row => row.Data.Item1));

    [Fact]
    public void A_branch_leaves_people_name_and_end_to_its_parent() =>
        Assert.Equal(
            [
                ThreadAction.See, ThreadAction.Post, ThreadAction.React, ThreadAction.ChangeOwnMessage, ThreadAction.DeleteAnyMessage,
                ThreadAction.Pin,
            ],
            Enum.GetValues<ThreadAction>().Where(AccessRules.AllowInBranch));

    private static string Allowed(ThreadAction action, ThreadKind kind, Visibility visibility) =>
        string.Concat(Enum.GetValues<Standing>().Where(standing => AccessRules.Allow(action, standing, kind, visibility)).Select(Letter));

    private static char Letter(Standing standing) => "srmMO"[(int)standing];
}
