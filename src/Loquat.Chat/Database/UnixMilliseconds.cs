using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Loquat.Chat.Database;

/// <summary>A time as milliseconds since 1970 in UTC: sorts and compares the same on both databases.</summary>
internal sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
    time => time.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
