-- The content of a bundle.
select content from patchlog.bundles where tenant = $1 and digest = $2
