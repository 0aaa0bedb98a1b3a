using System.ComponentModel.DataAnnotations;

namespace Loquat.Server.Configuration;

/// <summary>Accepts what <see cref="ListenUrl.TryParseAll"/> understands.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ListenUrlsAttribute() : ValidationAttribute(() => "{0} must be addresses like http://127.0.0.1:8080, separated by ';'.")
{
    public override bool IsValid(object? value) => value is null or "" || (value is string text && ListenUrl.TryParseAll(text, out _));
}
