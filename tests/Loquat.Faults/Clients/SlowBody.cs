using System.Net;

namespace Loquat.Faults.Clients;

/// <summary>A body that comes in pieces, with pauses between them; if it is not whole, its sender goes away before the last.</summary>
internal sealed class SlowBody(byte[] bytes, int pieces, TimeSpan pause, bool isWhole) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var parts = bytes.Chunk((bytes.Length + pieces - 1) / pieces).ToList();
        foreach (var (number, part) in parts.Index())
        {
            if (number == parts.Count - 1 && !isWhole)
                throw new IOException("The sender goes away.");

            await stream.WriteAsync(part, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
