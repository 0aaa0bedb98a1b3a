using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore;

/// <summary>How handlers read what clients send them.</summary>
public sealed class HandlerOptions
{
    /// <summary>Error code for data that a handler's typed parameter cannot be read from; the message names the field.</summary>
    [Range(100, 1999)]
    public uint InvalidDataCode { get; set; } = 400;
}

[OptionsValidator]
internal sealed partial class HandlerOptionsValidator : IValidateOptions<HandlerOptions>;
