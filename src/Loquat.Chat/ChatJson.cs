using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Branches;
using Loquat.Chat.Drafts;
using Loquat.Chat.Files;
using Loquat.Chat.Messages;
using Loquat.Chat.Reading;
using Loquat.Chat.Saving;
using Loquat.Chat.Threads;

namespace Loquat.Chat;

/// <summary>The chat's JSON, the same in the log, on the wire and in REST answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTime)])]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(ThreadView))]
[JsonSerializable(typeof(IReadOnlyList<MessageView>))]
[JsonSerializable(typeof(IReadOnlyList<ThreadView>))]
[JsonSerializable(typeof(IReadOnlyList<AuthorView>))]
[JsonSerializable(typeof(IReadOnlyList<FileView>))]
[JsonSerializable(typeof(ThreadCreated))]
[JsonSerializable(typeof(ThreadRenamed))]
[JsonSerializable(typeof(TopicChanged))]
[JsonSerializable(typeof(ThreadArchived))]
[JsonSerializable(typeof(ThreadReopened))]
[JsonSerializable(typeof(MemberJoined))]
[JsonSerializable(typeof(MemberLeft))]
[JsonSerializable(typeof(MemberRoleChanged))]
[JsonSerializable(typeof(ThreadLeft))]
[JsonSerializable(typeof(MessagePosted))]
[JsonSerializable(typeof(MessageEdited))]
[JsonSerializable(typeof(MessageDeleted))]
[JsonSerializable(typeof(ReactionAdded))]
[JsonSerializable(typeof(ReactionRemoved))]
[JsonSerializable(typeof(MessagePinned))]
[JsonSerializable(typeof(MessageUnpinned))]
[JsonSerializable(typeof(NothingChanged))]
[JsonSerializable(typeof(BranchChanged))]
[JsonSerializable(typeof(BranchView))]
[JsonSerializable(typeof(OriginView))]
[JsonSerializable(typeof(ThreadFollowed))]
[JsonSerializable(typeof(ThreadUnfollowed))]
[JsonSerializable(typeof(ThreadSettingChanged))]
[JsonSerializable(typeof(MessageSaved))]
[JsonSerializable(typeof(DraftChanged))]
[JsonSerializable(typeof(Typing))]
[JsonSerializable(typeof(MessageBroadcast))]
[JsonSerializable(typeof(ThreadRead))]
public sealed partial class ChatJson : JsonSerializerContext
{
    /// <summary>Writes letters of every script as they are: this JSON is never part of an HTML page.</summary>
    public static ChatJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcTime() },
    });

    /// <summary>ISO 8601 in UTC with milliseconds and a Z, which is what JavaScript writes itself.</summary>
    internal sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
