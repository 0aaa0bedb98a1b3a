using System.Globalization;
using Loquat.Server.Pages.Language;

namespace Loquat.Server.Pages;

/// <summary>Says that it was too often, and when to come back.</summary>
internal static class RetryAfter
{
    /// <returns>In how many seconds.</returns>
    public static int Refuse(HttpResponse response, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return seconds;
    }

    public static string InWords(int seconds, PageWords words) =>
        seconds > 90 ? words.SignIn.TryAgainInMinutes((seconds + 59) / 60) : words.SignIn.TryAgainInSeconds(seconds);
}
