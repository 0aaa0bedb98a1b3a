using System.Globalization;
using Loquat.Chat.Threads;

namespace Loquat.Server.Rpc;

/// <summary>A place in a list as clients hand it back: they are not to make anything of it.</summary>
internal static class PageCursor
{
    public static string? Write(Place? place) => place is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"{at.Since.ToUnixTimeMilliseconds()}.{at.Id}")
        : null;

    /// <summary>False if it is none of ours. Nothing is the beginning.</summary>
    public static bool TryRead(string? text, out Place? place)
    {
        place = null;
        if (text is null)
            return true;
        if (text.Split('.') is not [var since, var id]
            || !long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        place = new Place(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), number);
        return true;
    }
}
