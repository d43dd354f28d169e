using System.Runtime.InteropServices;
using TorchCurvature.Operators.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers.Distributed;

/// <summary>
/// All eigenvalues of a symmetric matrix whose parts lie in several processes, by a library that these have in common. All processes call
/// it together.
/// </summary>
internal abstract class DistributedEigensolver
{
    /// <summary>What a run says that it was solved by.</summary>
    public abstract string Name { get; }

    /// <summary>The best that there is on this machine: ELPA, or ScaLAPACK where there is no ELPA for the MPI library in use.</summary>
    /// <exception cref="SolverUnavailableException">There is neither.</exception>
    public static DistributedEigensolver Find()
    {
        List<string> missing = [];
        foreach (Func<DistributedEigensolver> open in (Func<DistributedEigensolver>[])[ElpaEigensolver.Open, ScalapackEigensolver.Open])
        {
            try
            {
                return open();
            }
            catch (SolverUnavailableException e)
            {
                missing.Add(e.Message);
            }
        }

        throw new SolverUnavailableException(string.Join(' ', missing));
    }

    /// <summary>Bytes that a process takes at the peak, its part of the matrix included.</summary>
    /// <param name="part">Numbers in the part.</param>
    public static double RequiredBytes(double part) => (3 * part * sizeof(double)) + 1e8;

    /// <summary>All eigenvalues, descending, the same in all processes. The error is that of a backward stable solver.</summary>
    /// <param name="part">This process's part, on the CPU; overwritten.</param>
    /// <param name="world">MPI's world as its Fortran handle: all processes of the grid, down its columns.</param>
    /// <exception cref="ArithmeticException">The library reports a failure.</exception>
    public double[] Values(BlockCyclicPart part, int world)
    {
        if (part.Dimension > int.MaxValue)
        {
            throw new NotSupportedException($"{Name} counts rows in 32 bits, and this matrix has {part.Dimension}.");
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        double[] all = [.. Solve(part, world).to(ScalarType.Float64).data<double>()];
        Array.Sort(all, static (a, b) => b.CompareTo(a));
        return all;
    }

    /// <summary>The eigenvalues [n], in any order. Made in the caller's scope.</summary>
    protected abstract Tensor Solve(BlockCyclicPart part, int world);

    /// <summary>Where the numbers of a contiguous tensor on the CPU begin; it has to outlive the use.</summary>
    protected static unsafe void* AddressOf(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        fixed (byte* first = &MemoryMarshal.GetReference(tensor.view(-1).narrow(0, 0, 1).bytes))
        {
            return first;
        }
    }
}
