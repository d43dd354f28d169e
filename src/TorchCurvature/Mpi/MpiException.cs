namespace TorchCurvature.Mpi;

/// <summary>MPI is not to be had, or one of its calls failed; the message says what to do.</summary>
/// <param name="message">The message.</param>
internal sealed class MpiException(string message) : Exception(message);
