namespace TorchCurvature.Curvature.Exact.Columns;

/// <summary>Some columns of a Hessian, which belong to one parameter tensor, in the rows of some of the tensors.</summary>
/// <param name="Block">Whose columns they are.</param>
/// <param name="First">The first one, counted within the block.</param>
/// <param name="Count">How many.</param>
/// <param name="Rows">The blocks of their rows.</param>
/// <param name="Target">Where the first one goes: columns are written as rows of a tensor.</param>
internal sealed record ColumnChunk(int Block, long First, long Count, Range Rows, long Target);
