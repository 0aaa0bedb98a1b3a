using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;

namespace Loquat.Chat.Log;

/// <summary>Somebody who wants to change a thread, and what they are in it.</summary>
/// <param name="Membership">Null for whoever is no member.</param>
internal sealed record Actor(AuthorView User, UserRole ServerRole, MemberRole? Membership);
