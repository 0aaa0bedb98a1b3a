namespace Loquat.Server.EngineMode.Backends;

/// <summary>A backend gave no usable answer. Clients see error 100, and what was to be refreshed is asked about again later.</summary>
internal sealed class BackendException : Exception
{
    public BackendException(string message) : base(message)
    {
    }

    public BackendException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
