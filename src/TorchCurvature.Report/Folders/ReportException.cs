namespace TorchCurvature.Report.Folders;

/// <summary>A report cannot be made; the message says which folder is at fault, and what to do.</summary>
internal sealed class ReportException : Exception
{
    public ReportException()
    {
    }

    public ReportException(string message)
        : base(message)
    {
    }

    public ReportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
