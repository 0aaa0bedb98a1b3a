using System.Text.Json.Serialization;

namespace Loquat.Server.Api;

/// <summary>
/// How the bodies of requests are read, written when this is compiled: each address asks for its own when it is mapped, and the server would write
/// code for all of them at its start.
/// </summary>
[JsonSerializable(typeof(ThreadEndpoints.RoomBody))]
[JsonSerializable(typeof(ThreadEndpoints.DirectBody))]
[JsonSerializable(typeof(ThreadEndpoints.NameBody))]
[JsonSerializable(typeof(ThreadEndpoints.TopicBody))]
[JsonSerializable(typeof(ThreadEndpoints.MessageBody))]
[JsonSerializable(typeof(ReadingEndpoints.OffsetBody))]
[JsonSerializable(typeof(ReadingEndpoints.NotifyBody))]
[JsonSerializable(typeof(ReadingEndpoints.DraftBody))]
[JsonSerializable(typeof(MemberEndpoints.RoleBody))]
[JsonSerializable(typeof(MessageEndpoints.TextBody))]
[JsonSerializable(typeof(MessageEndpoints.ForwardBody))]
[JsonSerializable(typeof(TokenEndpoints.SignInBody))]
internal sealed partial class ApiBodies : JsonSerializerContext;
