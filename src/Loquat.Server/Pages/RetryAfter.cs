using System.Globalization;

namespace Loquat.Server.Pages;

/// <summary>Says that it was too often, and when to come back.</summary>
internal static class RetryAfter
{
    public static string Refuse(HttpResponse response, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return seconds > 90 ? $"Too many attempts. Try again in {(seconds + 59) / 60} minutes." : $"Too many attempts. Try again in {seconds} seconds.";
    }
}
