namespace TorchCurvature.Mpi;

/// <summary>What the handles of an MPI library are. A launcher starts processes that use a library of its own family.</summary>
internal enum MpiFamily
{
    /// <summary>Open MPI up to 5: handles are addresses of exported globals.</summary>
    OpenMpi,

    /// <summary>MPICH and what shares its binary interface (Intel MPI, Cray MPICH, MVAPICH): handles are 32-bit numbers.</summary>
    Mpich,

    /// <summary>The binary interface that MPI 5 fixes: handles are small numbers of the size of a pointer.</summary>
    Standard,
}
