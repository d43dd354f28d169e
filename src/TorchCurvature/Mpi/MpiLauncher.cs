using System.Globalization;

namespace TorchCurvature.Mpi;

/// <summary>What started this process beside others, as its environment says: mpirun, mpiexec or srun.</summary>
/// <param name="Family">The family of libraries that it works with.</param>
/// <param name="Name">What to call it.</param>
/// <param name="Size">The number of processes that it started.</param>
/// <param name="Rank">This process's number among them, from 0.</param>
internal sealed record MpiLauncher(MpiFamily Family, string Name, int Size, int Rank)
{
    /// <summary>The launcher of several processes; null for a process that was started alone.</summary>
    /// <param name="variable">The value of an environment variable; null for those of this process.</param>
    public static MpiLauncher? Find(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        MpiLauncher? found = Of(MpiFamily.OpenMpi, "mpirun of Open MPI", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK")
            ?? OfSlurm()
            ?? Of(MpiFamily.Mpich, "mpiexec of MPICH", "PMI_SIZE", "PMI_RANK");
        return found is { Size: > 1 } ? found : null;

        MpiLauncher? Of(MpiFamily family, string name, string size, string rank) =>
            Number(size) is { } processes && Number(rank) is { } own ? new MpiLauncher(family, name, processes, own) : null;

        // Without one of these two, srun started programs that know nothing of each other, such as the parts of a reproduction.
        MpiLauncher? OfSlurm() => variable("SLURM_STEP_ID") is null ? null
            : variable("PMIX_RANK") is not null ? Of(MpiFamily.OpenMpi, "srun --mpi=pmix", "SLURM_STEP_NUM_TASKS", "PMIX_RANK")
            : variable("PMI_RANK") is not null ? Of(MpiFamily.Mpich, "srun --mpi=pmi2", "SLURM_STEP_NUM_TASKS", "PMI_RANK")
            : null;

        int? Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
    }
}
