// Each thread that calls libtorch gets a team of native threads of its own, and tests side by side would run the machine out of them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
