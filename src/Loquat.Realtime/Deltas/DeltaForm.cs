using Loquat.Protocol;

namespace Loquat.Realtime.Deltas;

/// <summary>
/// Publications as those get them who may get patches (section 14). On JSON connections data is then always a string, be it a payload's
/// text or a patch.
/// </summary>
internal static class DeltaForm
{
    public static Publication Whole(Publication publication, WireEncoding encoding) => encoding == WireEncoding.Json
        ? publication with { Data = Protocol.Payload.Quote(publication.Data.Span), Epoch = "" }
        : publication;

    /// <summary>Null if the publication itself is no longer than a patch.</summary>
    public static Publication? Patch(Publication previous, Publication publication, WireEncoding encoding)
    {
        var form = encoding == WireEncoding.Json ? PatchForm.Text : PatchForm.Binary;
        if (FossilEncoder.Encode(previous.Data.Span, publication.Data.Span, form) is not { } patch)
            return null;

        return publication with { Data = encoding == WireEncoding.Json ? Protocol.Payload.Quote(patch) : patch, Epoch = "", Delta = true };
    }

    /// <summary>What a recovery brings: the first whole, the others as patches to the one before.</summary>
    public static IReadOnlyList<Publication> Recovered(IReadOnlyList<Publication> publications, WireEncoding encoding)
    {
        var formed = new Publication[publications.Count];
        for (var i = 0; i < formed.Length; i++)
        {
            formed[i] = i > 0 && Patch(publications[i - 1], publications[i], encoding) is { } patch
                ? patch
                : Whole(publications[i], encoding);
        }
        return formed;
    }
}
