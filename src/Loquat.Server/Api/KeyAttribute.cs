using Microsoft.AspNetCore.Mvc;

namespace Loquat.Server.Api;

/// <summary>The caller's own name for a change: a repeat does nothing and gets the first answer.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class KeyAttribute : FromHeaderAttribute
{
    public KeyAttribute() => Name = "Idempotency-Key";
}
