using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Loquat.Realtime.Tokens;

/// <summary>
/// A key that checks signatures. The key decides which algorithms it is for, never the token: an RSA key cannot be
/// talked into being an HMAC secret. Safe for use by many threads.
/// </summary>
internal abstract class VerificationKey
{
    public abstract bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);
}

internal sealed class HmacKey(byte[] secret) : VerificationKey
{
    public override bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (algorithm.Kind != KeyKind.Hmac)
            return false;

        Span<byte> expected = stackalloc byte[HMACSHA512.HashSizeInBytes];
        var length = CryptographicOperations.HmacData(algorithm.Hash, secret, signed, expected);
        return CryptographicOperations.FixedTimeEquals(expected[..length], signature);
    }
}

internal sealed class RsaKey : VerificationKey
{
    private const int SmallestBits = 2048;
    private const int LargestBits = 8192; // verifying takes time that grows with the square

    private readonly KeyPool<RSA> _pool;

    /// <exception cref="CryptographicException">The numbers make no key, or one that is too small or too large.</exception>
    public RsaKey(RSAParameters parameters)
    {
        if (parameters.Modulus is not { } modulus || modulus.Length * 8 is < SmallestBits or > LargestBits)
            throw new CryptographicException($"an RSA key must have {SmallestBits} to {LargestBits} bits");
        _pool = new KeyPool<RSA>(() => RSA.Create(parameters));
    }

    /// <exception cref="CryptographicException">The text holds no such key.</exception>
    /// <exception cref="ArgumentException">The text is no PEM text of a public key.</exception>
    public static RsaKey FromPem(string pem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(PublicPem.Checked(pem));
        return new RsaKey(rsa.ExportParameters(includePrivateParameters: false));
    }

    public override bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (algorithm is not { Kind: KeyKind.Rsa, Padding: { } padding })
            return false;

        using var lease = _pool.Rent();
        return lease.Key.VerifyData(signed, signature, algorithm.Hash, padding);
    }
}

internal sealed class EcKey : VerificationKey
{
    public const string P256 = "1.2.840.10045.3.1.7";
    public const string P384 = "1.3.132.0.34";
    public const string P521 = "1.3.132.0.35";

    private readonly KeyPool<ECDsa> _pool;
    private readonly string _curveOid;

    /// <exception cref="CryptographicException">The point is not on the curve, or the curve is none of ours.</exception>
    public EcKey(ECParameters parameters)
    {
        _curveOid = parameters.Curve.Oid?.Value ?? "";
        if (_curveOid is not (P256 or P384 or P521))
            throw new CryptographicException("an EC key must be on P-256, P-384 or P-521");
        _pool = new KeyPool<ECDsa>(() => ECDsa.Create(parameters));
    }

    /// <exception cref="CryptographicException">The text holds no such key.</exception>
    /// <exception cref="ArgumentException">The text is no PEM text of a public key.</exception>
    public static EcKey FromPem(string pem)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(PublicPem.Checked(pem));
        return new EcKey(ecdsa.ExportParameters(includePrivateParameters: false));
    }

    public override bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (algorithm.Kind != KeyKind.Ec || algorithm.CurveOid != _curveOid)
            return false;

        using var lease = _pool.Rent();
        return lease.Key.VerifyData(signed, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}

file static class PublicPem
{
    public static string Checked(string pem) =>
        pem.Contains("PRIVATE KEY", StringComparison.Ordinal) ? throw new ArgumentException("it is a private key") : pem;
}

/// <summary>
/// The platform's key objects do not promise to serve several threads at once, so each use takes its own. There are never
/// more than were in use at one time.
/// </summary>
internal sealed class KeyPool<TKey>
    where TKey : AsymmetricAlgorithm
{
    private readonly ConcurrentBag<TKey> _idle = [];
    private readonly Func<TKey> _create;

    public KeyPool(Func<TKey> create)
    {
        _create = create;
        _idle.Add(create()); // a key that cannot be made is found out here
    }

    public Lease Rent() => new(this, _idle.TryTake(out var key) ? key : _create());

    public readonly struct Lease(KeyPool<TKey> pool, TKey key) : IDisposable
    {
        public TKey Key => key;

        public void Dispose() => pool._idle.Add(key);
    }
}
