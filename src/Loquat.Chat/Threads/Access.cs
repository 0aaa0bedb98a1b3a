using System.Linq.Expressions;
using Loquat.Chat.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Loquat.Chat.Threads;

/// <summary>Who is what in a thread. Every query that serves a person starts here; what they may then do says <see cref="AccessRules"/>.</summary>
internal static class Access
{
    private static readonly Expression<Func<Thread, long, bool>> Rule = (thread, userId) =>
        thread.Visibility == Visibility.Public
        || thread.Members.Any(member => member.UserId == userId)
        || thread.Parent!.Members.Any(member => member.UserId == userId);

    /// <summary>
    /// Whoever is no member of a public room takes part in it like one; who runs the server runs its public rooms too. Private threads know
    /// their members alone.
    /// </summary>
    public static Standing StandingOf(MemberRole? membership, UserRole serverRole, Visibility visibility)
    {
        var standing = membership switch
        {
            MemberRole.Owner => Standing.Owner,
            MemberRole.Moderator => Standing.Moderator,
            MemberRole.Member => Standing.Member,
            MemberRole.Reader => Standing.Reader,
            _ => visibility == Visibility.Public ? Standing.Member : Standing.Stranger,
        };
        return visibility == Visibility.Public && serverRole != UserRole.Member ? Standing.Owner : standing;
    }

    extension(IQueryable<Thread> threads)
    {
        /// <summary>What is filtered out does not exist for this user: doors answer "not found", never "forbidden".</summary>
        public IQueryable<Thread> VisibleTo(long userId)
        {
            // A captured variable and not a constant: EF Core then makes one plan for all users.
            Expression<Func<long>> captured = () => userId;
            return threads.Where(RuleFor(captured.Body));
        }
    }

    /// <summary>Puts the rule in the place of each <c>VisibleTo</c> inside a query, whoever it asks for.</summary>
    public static IQueryable<T> WithRule<T>(IQueryable<T> query) => query.Provider.CreateQuery<T>(new RuleInliner().Visit(query.Expression));

    /// <summary>Compiles a query of (user, thread). Compiled queries cannot look into a call, so the rule takes the place of <c>VisibleTo</c>.</summary>
    public static Func<ChatDbContext, long, long, CancellationToken, Task<TResult>> Compile<TResult>(
        Expression<Func<ChatDbContext, long, long, CancellationToken, TResult>> query) =>
        EF.CompileAsyncQuery((Expression<Func<ChatDbContext, long, long, CancellationToken, TResult>>)new RuleInliner().Visit(query));

    private static Expression<Func<Thread, bool>> RuleFor(Expression userId) =>
        Expression.Lambda<Func<Thread, bool>>(
            ReplacingExpressionVisitor.Replace(Rule.Parameters[1], userId, Rule.Body), Rule.Parameters[0]);

    private sealed class RuleInliner : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node) =>
            node.Method.DeclaringType == typeof(Access) && node.Method.Name == nameof(VisibleTo)
                ? Expression.Call(
                    typeof(Queryable),
                    nameof(Queryable.Where),
                    [typeof(Thread)],
                    Visit(node.Arguments[0]),
                    Expression.Quote(RuleFor(node.Arguments[1])))
                : base.VisitMethodCall(node);
    }
}
