namespace TorchCurvature.Experiments.Claims;

/// <summary>A point of the straight line from the large batch's solution (0) to the small batch's (1).</summary>
/// <param name="Position">α.</param>
/// <param name="Loss">Training loss.</param>
/// <param name="LossError">Its standard error.</param>
/// <param name="TestAccuracy">Test accuracy.</param>
/// <param name="TestAccuracyError">Its standard error.</param>
internal sealed record LinePoint(double Position, double Loss, double LossError, double TestAccuracy, double TestAccuracyError);
