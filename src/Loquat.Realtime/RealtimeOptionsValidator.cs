using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Loquat.Realtime.Tokens;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime;

/// <summary>Finds what is wrong with options and names the key of each fault.</summary>
public sealed partial class RealtimeOptionsValidator : IValidateOptions<RealtimeOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RealtimeOptions options)
    {
        var faults = new List<string>();
        CheckTimes(options, faults);
        CheckLimits(options, faults);
        CheckTokens(nameof(options.Tokens), options.Tokens, faults);
        if (options.SubscriptionTokens is { } subscriptionTokens)
            CheckTokens(nameof(options.SubscriptionTokens), subscriptionTokens, faults);
        if (options.PersonalChannel is { Enabled: true, Namespace: { Length: > 0 } personal } && !options.Namespaces.ContainsKey(personal))
            faults.Add($"{nameof(options.PersonalChannel)}:{nameof(options.PersonalChannel.Namespace)} is not one of {nameof(options.Namespaces)}.");
        CheckChannel(nameof(options.WithoutNamespace), options.WithoutNamespace, faults);
        foreach (var (key, channel) in options.Namespaces)
        {
            if (!NamespaceName().IsMatch(key))
                faults.Add($"{nameof(options.Namespaces)}:{key}: a namespace has two or more of the characters a-z A-Z 0-9 - _ .");
            CheckChannel($"{nameof(options.Namespaces)}:{key}", channel, faults);
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckTimes(RealtimeOptions options, List<string> faults)
    {
        if (options.ServerVersion.Length == 0)
            faults.Add($"{nameof(options.ServerVersion)} must not be empty: clients rely on it.");
        if (options.PingInterval < TimeSpan.FromSeconds(1) || options.PingInterval.Ticks % TimeSpan.TicksPerSecond != 0)
            faults.Add($"{nameof(options.PingInterval)} must be one or more whole seconds.");
        if (options.PongTimeout <= TimeSpan.Zero || options.PongTimeout >= options.PingInterval)
            faults.Add($"{nameof(options.PongTimeout)} must be positive and shorter than {nameof(options.PingInterval)}.");
        RequirePositive(nameof(options.StaleCloseDelay), options.StaleCloseDelay, faults);
        RequirePositive(nameof(options.PresenceUpdateInterval), options.PresenceUpdateInterval, faults);
        RequirePositive(nameof(options.PositionCheckDelay), options.PositionCheckDelay, faults);
        RequirePositive(nameof(options.HistoryMetaTtl), options.HistoryMetaTtl, faults);
        if (options.ExpiredCloseDelay < TimeSpan.Zero)
            faults.Add($"{nameof(options.ExpiredCloseDelay)} must not be negative.");
        if (options.ExpiredSubscriptionCloseDelay < TimeSpan.Zero)
            faults.Add($"{nameof(options.ExpiredSubscriptionCloseDelay)} must not be negative.");
    }

    private static void CheckLimits(RealtimeOptions options, List<string> faults)
    {
        RequireRange(nameof(options.MaxQueuedBytes), options.MaxQueuedBytes, 4096, 1 << 28, faults);
        RequireRange(nameof(options.ChannelLimit), options.ChannelLimit, 1, 1 << 16, faults);
        RequireRange(nameof(options.MaxChannelLength), options.MaxChannelLength, 1, 4096, faults);
        RequireRange(nameof(options.HistoryLimit), options.HistoryLimit, 1, 100_000, faults);
        RequireRange(nameof(options.RecoveryLimit), options.RecoveryLimit, 1, 100_000, faults);
        RequireRange(nameof(options.HandlerConcurrency), options.HandlerConcurrency, 0, 1024, faults);
        RequireRange(nameof(options.ConnectionLimit), options.ConnectionLimit, 0, int.MaxValue, faults);
        RequireRange(nameof(options.UserConnectionLimit), options.UserConnectionLimit, 0, int.MaxValue, faults);
        RequireRange(nameof(options.ConnectionRateLimit), options.ConnectionRateLimit, 0, int.MaxValue, faults);
        RequireRange(nameof(options.RefusalLimit), options.RefusalLimit, 0, int.MaxValue, faults);
        RequireRange(nameof(options.BanLimit), options.BanLimit, 0, 10_000_000, faults);
        RequireRange(nameof(options.LastSeenLimit), options.LastSeenLimit, 0, 10_000_000, faults);
        CheckRates(nameof(options.ConnectionRates), options.ConnectionRates, faults);
        CheckRates(nameof(options.UserRates), options.UserRates, faults);
    }

    private static void CheckRates(string key, CommandRateOptions rates, List<string> faults)
    {
        Check($"{key}:{nameof(rates.Total)}", rates.Total);
        foreach (var (kind, limits) in rates.ByCommand)
            Check($"{key}:{nameof(rates.ByCommand)}:{kind}", limits);
        foreach (var (method, limits) in rates.ByMethod)
            Check($"{key}:{nameof(rates.ByMethod)}:{method}", limits);

        void Check(string name, IList<RateLimit> limits)
        {
            foreach (var limit in limits)
            {
                RequireRange($"{name}:{nameof(limit.Count)}", limit.Count, 1, int.MaxValue, faults);
                RequirePositive($"{name}:{nameof(limit.Interval)}", limit.Interval, faults);
            }
        }
    }

    private static void CheckTokens(string key, TokenOptions options, List<string> faults)
    {
        foreach (var mistake in options.Validate(new ValidationContext(options)))
            faults.Add($"{key}:{mistake.ErrorMessage}");
    }

    private static void CheckChannel(string key, ChannelOptions options, List<string> faults)
    {
        RequireRange($"{key}:{nameof(options.HistorySize)}", options.HistorySize, 0, 1_000_000, faults);
        if (options.HistoryTtl < TimeSpan.Zero)
            faults.Add($"{key}:{nameof(options.HistoryTtl)} must not be negative.");
        if (options.HistoryMetaTtl is { } metaTtl)
            RequirePositive($"{key}:{nameof(options.HistoryMetaTtl)}", metaTtl, faults);
        if (!Enum.IsDefined(options.PublicationFormat))
            faults.Add($"{key}:{nameof(options.PublicationFormat)} is not one of {string.Join(", ", Enum.GetNames<PublicationFormat>())}.");

        if (!Enum.IsDefined(options.RecoveryMode))
            faults.Add($"{key}:{nameof(options.RecoveryMode)} is not one of {string.Join(", ", Enum.GetNames<RecoveryMode>())}.");
        if (options is { AutoCacheRecover: true, RecoveryMode: not RecoveryMode.Cache })
            faults.Add($"{key}:{nameof(options.AutoCacheRecover)} needs {nameof(options.RecoveryMode)} {nameof(RecoveryMode.Cache)}.");

        try
        {
            _ = ChannelRules.Compile(options.ChannelRegex);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            faults.Add($"{key}:{nameof(options.ChannelRegex)}: {fault.Message}");
        }
    }

    private static void RequirePositive(string key, TimeSpan value, List<string> faults)
    {
        if (value <= TimeSpan.Zero)
            faults.Add($"{key} must be positive.");
    }

    private static void RequireRange(string key, int value, int least, int most, List<string> faults)
    {
        if (value < least || value > most)
            faults.Add($"{key} must be between {least} and {most}.");
    }

    [GeneratedRegex(@"^[-a-zA-Z0-9_.]{2,}\z")]
    private static partial Regex NamespaceName();
}
