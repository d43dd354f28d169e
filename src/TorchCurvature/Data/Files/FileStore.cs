using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>An input that stays in its file: rows are read when they are asked for, and converted then.</summary>
/// <remarks>Holds no file open, so that batches may outlive the data set that they were taken from.</remarks>
internal sealed class FileStore : ExampleStore
{
    private readonly NpyArray _array;
    private readonly long[]? _chosen;
    private readonly bool _isFlat;
    private bool _isFinite;

    /// <param name="array">[N, …], whose rows can be read one by one.</param>
    /// <param name="dtype">What rows come in.</param>
    public FileStore(NpyArray array, ScalarType dtype)
        : this(array, dtype, CPU, chosen: null, isFlat: false, isFinite: false)
    {
    }

    private FileStore(NpyArray array, ScalarType dtype, Device device, long[]? chosen, bool isFlat, bool isFinite)
    {
        (_array, DType, Device, _chosen, _isFlat, _isFinite) = (array, dtype, device, chosen, isFlat, isFinite);
        long[] row = array.Header.RowShape;
        Shape = [chosen?.Length ?? array.Header.Shape[0], .. isFlat ? [row.Aggregate(1L, (a, b) => a * b)] : row];
    }

    public override ScalarType DType { get; }

    public override Device Device { get; }

    public override long[] Shape { get; }

    public override Tensor? Whole => null;

    public override void RequireFinite(string name)
    {
        for (long first = 0; !_isFinite && IsFloatingPoint && first < Shape[0]; first += Batches.EvaluationSize)
        {
            using Tensor rows = Rows(first, Math.Min(Batches.EvaluationSize, Shape[0] - first));
            ExampleChecks.RequireFinite(name, rows, first);
        }

        _isFinite = true;
    }

    public override Tensor Rows(long first, long count)
    {
        long[] rows = new long[count];
        for (long i = 0; i < count; i++)
        {
            rows[i] = InFile(first + i);
        }

        return Read(rows);
    }

    public override Tensor Rows(Tensor places) => Read(InFile(places));

    public override ExampleStore Choose(Tensor places) => new FileStore(_array, DType, Device, InFile(places), _isFlat, _isFinite);

    public override ExampleStore To(ScalarType dtype, Device device)
    {
        ScalarType converted = IsFloatingPoint ? dtype : DType;
        bool staysFinite = _isFinite && converted.ElementSize() >= DType.ElementSize();
        return new FileStore(_array, converted, device, _chosen, _isFlat, staysFinite);
    }

    public override ExampleStore Flatten() => new FileStore(_array, DType, Device, _chosen, isFlat: true, _isFinite);

    public override ExampleStore Share() => new FileStore(_array, DType, Device, _chosen, _isFlat, _isFinite);

    public override void Dispose()
    {
    }

    private long InFile(long place) => _chosen is null ? place : _chosen[place];

    private long[] InFile(Tensor places)
    {
        using Tensor onCpu = places.cpu();
        using Tensor inOrder = onCpu.contiguous();
        return [.. inOrder.data<long>().ToArray().Select(InFile)];
    }

    private Tensor Read(long[] rows)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = _array.ReadRows(rows).to(DType, Device);
        return (_isFlat ? values.reshape(rows.Length, -1) : values).MoveToOuterDisposeScope();
    }
}
