using System.Globalization;

namespace Loquat.Server.Embedded;

/// <summary>The channel of what concerns one person alone: `user:{id}`.</summary>
internal static class UserChannel
{
    public static string Of(long userId) => string.Create(CultureInfo.InvariantCulture, $"user:{userId}");
}
