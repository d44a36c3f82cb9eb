// Two servers at a time: every test class has one of its own, and each of them wants a core.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
