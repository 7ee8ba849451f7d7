// Asked by `npm start`: everywhere else the shell is to be replaced by `exec`, so that a signal to npm reaches the product.
process.exit(process.platform === 'win32' ? 0 : 1)
