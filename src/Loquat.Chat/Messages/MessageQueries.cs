using System.Linq.Expressions;
using Loquat.Chat.Branches;
using Loquat.Chat.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Loquat.Chat.Messages;

/// <summary>Messages as they are shown, all but their reactions, ascending by offset.</summary>
internal static class MessageQueries
{
    private static readonly Expression<Func<IQueryable<Message>, ChatDbContext, IQueryable<MessageView>>> Views = (messages, db) => messages
        .Join(db.Users, message => message.AuthorId, user => user.Id, (message, user) => new { message, user })
        .OrderBy(joined => joined.message.Offset)
        .Select(joined => new MessageView(
            joined.message.Id,
            new AuthorView(joined.user.Id, joined.user.UserName!),
            joined.message.Text,
            joined.message.ThreadId,
            joined.message.Offset,
            joined.message.ClientId,
            joined.message.Created)
        {
            EditedAt = joined.message.Edited,
            Revision = joined.message.Revision,
            DeletedAt = joined.message.Deleted,
            PinnedAt = joined.message.Pinned,
            ReplyTo = db.Messages
                .Where(quoted => quoted.Id == joined.message.ReplyToId)
                .Join(db.Users, quoted => quoted.AuthorId, user => user.Id, (quoted, user) => new QuoteView(
                    quoted.Id,
                    quoted.Offset,
                    new AuthorView(user.Id, user.UserName!),
                    quoted.Deleted == null ? quoted.Text.Substring(0, QuoteView.MaxTextLength) : null,
                    quoted.Deleted))
                .SingleOrDefault(),
            Mentions = Mention.FromColumn(joined.message.Mentions),
            Branch = BranchView.FromColumn(joined.message.Branch),
            Origin = OriginView.FromColumn(joined.message.Origin),
            Files = FileView.FromColumn(joined.message.Files),
        });

    private static readonly Func<IQueryable<Message>, ChatDbContext, IQueryable<MessageView>> Show = Views.Compile();

    public static IQueryable<MessageView> Shown(this IQueryable<Message> messages, ChatDbContext db) => Show(messages, db);

    /// <summary>Compiles a query that ends in <see cref="Shown"/>, into which a compiled query cannot look.</summary>
    public static Func<ChatDbContext, long, long, int, IAsyncEnumerable<MessageView>> Compile(
        Expression<Func<ChatDbContext, long, long, int, IQueryable<MessageView>>> query) =>
        EF.CompileAsyncQuery((Expression<Func<ChatDbContext, long, long, int, IQueryable<MessageView>>>)new ViewInliner().Visit(query));

    private sealed class ViewInliner : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node) => node.Method.Name == nameof(Shown)
            ? new ReplacingExpressionVisitor(Views.Parameters, [Visit(node.Arguments[0]), node.Arguments[1]]).Visit(Views.Body)
            : base.VisitMethodCall(node);
    }
}
