namespace Loquat.Server.Hosting;

/// <summary>The program will not run like this. The message tells an operator why, and what to do instead.</summary>
public sealed class CannotServeException : Exception
{
    public CannotServeException()
    {
    }

    public CannotServeException(string message) : base(message)
    {
    }

    public CannotServeException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
